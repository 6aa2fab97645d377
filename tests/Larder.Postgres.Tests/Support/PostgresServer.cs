using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Larder.Support;

/// <summary>
/// A PostgreSQL server of Debian's package, with a cluster of its own. One for all tests, each with a database of its own. Where it is not installed the tests are skipped, in CI they fail.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string User = "larder";
    public const string Password = "s3cret-word";
    private const string Account = "postgres";
    private const string Ready = "database system is ready to accept connections";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-postgres-").FullName;
    private Process? _server;
    private string? _programs;
    private int _databases;
    private int _port;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Where it listens.</summary>
    public int Port
    {
        get
        {
            if (_server is null)
            {
                const string Missing = "PostgreSQL is not installed; run ./test, or 'apt-get install postgresql-15'";
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
                Assert.Fail(Missing);
            }

            return _port;
        }
    }

    /// <summary>A new database, filled by statements.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> DatabaseAsync(string statements)
    {
        var name = $"db{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(To("postgres"), $"CREATE DATABASE {name}");
        await ExecuteAsync(To(name), statements);
        return To(name);
    }

    public string To(string database, int? port = null) => $"Host=127.0.0.1;Port={port ?? Port};Database={database};Username={User};Password={Password};Timeout=10";

    public static async Task ExecuteAsync(string connectionString, string statements)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        _programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).LastOrDefault(b => File.Exists(Path.Combine(b, "initdb"))) : null;
        if (_programs is null)
        {
            return;
        }

        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.IsPrivilegedProcess)
        {
            await EndAsync(Process.Start("chown", ["-R", Account, _folder]));
        }

        await EndAsync(Run("initdb", "-D", Data, "-U", User, $"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        _port = FreePort();
        _server = Run("postgres", "-D", Data, "-p", $"{_port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        using var patience = new CancellationTokenSource(Patience);
        while (await _server.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.EndsWith(Ready, StringComparison.Ordinal))
            {
                _ = _server.StandardError.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        Assert.Fail("PostgreSQL ended before it was ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await EndAsync(Run("pg_ctl", "stop", "-D", Data, "-m", "immediate"));
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The server refuses to run as root, so it runs as the user whom the package makes.</summary>
    private Process Run(string program, params IEnumerable<string> arguments)
    {
        var path = Path.Combine(_programs!, program);
        string[] all = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--clear-groups", path, .. arguments] : [path, .. arguments];
        return Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder })!;
    }

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            var errors = process.StartInfo.RedirectStandardError ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
            var output = process.StartInfo.RedirectStandardOutput ? process.StandardOutput.ReadToEndAsync() : Task.FromResult("");
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} failed: {await errors}{await output}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
