using Larder.Postgres;
using Larder.Storage;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Commands;

/// <summary>How sources are read that are not files of this machine: the adapters, and where they find their settings. Nothing is read or sent before a source asks for it.</summary>
internal static class InputSettings
{
    public static SourceAdapters Adapters() => new()
    {
        Postgres = new PostgresRows(name => StateSettings.Configuration().GetConnectionString(name)),
    };
}
