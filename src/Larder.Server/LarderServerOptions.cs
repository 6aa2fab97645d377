using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Larder.Server;

/// <summary>Where and how <see cref="LarderServer"/> listens.</summary>
public sealed record LarderServerOptions
{
    /// <summary>Default of <see cref="Port"/>, which is also Feast's.</summary>
    public const int DefaultPort = 6566;

    /// <summary>What is served.</summary>
    public required Action<LarderOptions> Larder { get; init; }

    /// <summary>The address listened on. Default: loopback, so only this machine can connect.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one. Default 6566.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>How long requests may go on after the server was told to stop. Default 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the server logs; failures are errors, single requests are not logged. Default: nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Maps further endpoints, for example a user interface's files.</summary>
    public Action<WebApplication>? Map { get; init; }
}
