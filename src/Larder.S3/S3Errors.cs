using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Larder.Errors;

namespace Larder.S3;

/// <summary>Turns the client's errors into one line that says what, where and what next.</summary>
internal static class S3Errors
{
    /// <summary>Whether an error comes from the service or the way to it.</summary>
    public static bool IsOfService(Exception failed) => failed is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException or TaskCanceledException;

    /// <summary>An error of a call.</summary>
    public static LarderException Of(S3Place place, Exception failed)
    {
        return failed switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => Unavailable("has no bucket", $"make the bucket, or correct the url{place.UrlAt}", isTransient: false),
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused => Unavailable(
                $"refuses the credentials ({refused.ErrorCode})", $"give others with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, {place.Credentials}", isTransient: false),
            AmazonServiceException { StatusCode: not 0 } answered => Unavailable(
                $"answered {(int)answered.StatusCode} ({answered.ErrorCode}: {answered.Message.TrimEnd('.')})", "run the same command again, or ask who runs the service", isTransient: (int)answered.StatusCode >= 500),
            AmazonClientException unsent when unsent.InnerException is not HttpRequestException && unsent.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => Unavailable(
                "needs credentials, and there are none", $"give them with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, {place.Credentials}", isTransient: false),
            _ => Unavailable($"cannot be reached: {Innermost(failed).Message.TrimEnd('.')}", $"check {place.EndpointAt} and the network, and run the same command again", isTransient: true),
        };

        UnavailableException Unavailable(string what, string next, bool isTransient) =>
            new($"{place.Who} {what}. {place.Nothing}; {next}.", isTransient, failed);
    }

    private static Exception Innermost(Exception failed) => failed.InnerException is { } inner ? Innermost(inner) : failed;
}
