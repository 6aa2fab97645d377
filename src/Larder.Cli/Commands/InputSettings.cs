using Larder.Postgres;
using Larder.S3;
using Larder.Storage;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Commands;

/// <summary>How sources are read that are not files of this machine: the adapters, and where they find their settings. Nothing is read or sent before a source asks for it.</summary>
internal static class InputSettings
{
    private const string Section = "Larder:S3";

    private static readonly (string Setting, string Option)[] OfS3 =
    [
        ("EndpointUrl", "endpointurl"), ("Region", "region"), ("Profile", "profile"), ("AccessKeyId", "access_key_id"), ("SecretAccessKey", "secret_access_key"), ("SessionToken", "session_token"),
    ];

    public static SourceAdapters Adapters() => new()
    {
        Postgres = new PostgresRows(name => StateSettings.Configuration().GetConnectionString(name)),
        S3 = new S3Files(Options()),
    };

    private static Dictionary<string, string> Options()
    {
        var section = StateSettings.Configuration().GetSection(Section);
        return OfS3.Where(s => !string.IsNullOrWhiteSpace(section[s.Setting])).ToDictionary(s => s.Option, s => section[s.Setting]!);
    }
}
