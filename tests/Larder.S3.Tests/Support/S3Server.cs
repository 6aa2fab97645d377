using System.Diagnostics;
using Larder.Storage;

namespace Larder.Support;

/// <summary>
/// A server that speaks S3: npm's s3rver, which <c>./test</c> installs into <c>eng/peers</c>. One for all tests, each with a prefix of its own. Where it is not installed the
/// tests are skipped, in CI they fail.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "larder";
    private const string Credential = "S3RVER";
    private const string Listening = "S3rver listening on 127.0.0.1:";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-s3-").FullName;
    private Process? _process;
    private int _prefixes;
    private int _port;

    /// <summary>Where it listens.</summary>
    public int Port
    {
        get
        {
            if (_process is null)
            {
                const string Missing = "s3rver is not installed; run ./test, or 'npm ci --ignore-scripts' in eng/peers";
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
                Assert.Fail(Missing);
            }

            return _port;
        }
    }

    /// <summary>A remote with a prefix that nothing else uses.</summary>
    /// <param name="port">Where it is reached; null for the server itself.</param>
    public BlobRemoteSettings Remote(int? port = null) => new(
        "s3",
        $"s3://{Bucket}/test-{Interlocked.Increment(ref _prefixes)}/data",
        "/repository/.dvc/config",
        new Dictionary<string, string> { ["endpointurl"] = $"http://127.0.0.1:{port ?? Port}", ["access_key_id"] = Credential, ["secret_access_key"] = Credential });

    /// <summary>The file in which the server keeps a blob's bytes.</summary>
    public string FileOf(BlobRemoteSettings remote, BlobId id) => Path.Combine(_folder, remote.Url["s3://".Length..], id.Key + "._S3rver_object");

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(Root(), "eng", "peers", "node_modules", "s3rver", "bin", "s3rver.js");
        if (!File.Exists(program))
        {
            return;
        }

        _process = Process.Start(new ProcessStartInfo("node", [program, "--directory", _folder, "--address", "127.0.0.1", "--port", "0", "--silent", "--configure-bucket", Bucket])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                _port = int.Parse(line.AsSpan(Listening.Length), System.Globalization.CultureInfo.InvariantCulture);
                return;
            }
        }

        Assert.Fail("s3rver ended before it listened");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Larder.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
