using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using Larder.Errors;
using Larder.Storage;

namespace Larder.S3;

/// <summary>Makes a client from a remote's settings, by DVC's names; what they leave out comes from where AWS's own tools take it (environment, profile, instance).</summary>
internal static class S3Clients
{
    private const string DefaultRegion = "us-east-1";
    private static readonly string[] Known = ["endpointurl", "region", "profile", "access_key_id", "secret_access_key", "session_token"];

    /// <summary>A client for a remote.</summary>
    /// <exception cref="LarderException">A setting is unknown, or a profile is missing.</exception>
    public static AmazonS3Client Create(BlobRemoteSettings settings)
    {
        settings.RequireOnly(Known);
        var config = new AmazonS3Config
        {
            // Other makers' servers know no checksums but MD5, and bytes are compared with their MD5 anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var region = settings.Options.GetValueOrDefault("region");
        if (settings.Options.TryGetValue("endpointurl", out var endpoint))
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = region ?? DefaultRegion;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.RegionEndpoint = FallbackRegionFactory.GetRegionEndpoint() ?? RegionEndpoint.GetBySystemName(DefaultRegion);
        }

        return Credentials(settings) is { } credentials ? new(credentials, config) : new(config);
    }

    private static AWSCredentials? Credentials(BlobRemoteSettings settings) =>
        (settings.Options.GetValueOrDefault("access_key_id"), settings.Options.GetValueOrDefault("secret_access_key"), settings.Options.GetValueOrDefault("profile")) switch
        {
            ({ } key, { } secret, _) => settings.Options.TryGetValue("session_token", out var token) ? new SessionAWSCredentials(key, secret, token) : new BasicAWSCredentials(key, secret),
            (_, _, { } profile) => new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
                ? credentials
                : throw new NotFoundException($"The remote '{settings.Name}' in {settings.ConfigPath} names the AWS profile '{profile}', which is not there; run 'aws configure --profile {profile}', or correct the name."),
            _ => null,
        };
}
