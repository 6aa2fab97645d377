using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Larder.Support;

/// <summary>A self-made certificate for this machine, with its key in a file that the mail server reads.</summary>
public sealed class MailCertificate : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-certificate-").FullName;

    public MailCertificate()
        : this(null)
    {
    }

    /// <summary>A certificate for another machine; null for this one.</summary>
    internal MailCertificate(string? name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name ?? "localhost");
        if (name is null)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        PathOfBoth = Path.Combine(_folder, "both.pem");
        File.WriteAllText(PathOfBoth, $"{key.ExportPkcs8PrivateKeyPem()}\n{Certificate.ExportCertificatePem()}\n");
    }

    public X509Certificate2 Certificate { get; }

    public string PathOfBoth { get; }

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
