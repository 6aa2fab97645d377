using Larder.Errors;
using Larder.Storage;

namespace Larder.S3;

public class S3SettingsTests
{
    private static readonly BlobId Empty = new("d41d8cd98f00b204e9800998ecf8427e");

    [Theory]
    [InlineData("s3://bucket", "bucket", "files/md5/d4/1d8cd98f00b204e9800998ecf8427e")]
    [InlineData("s3://bucket/", "bucket", "files/md5/d4/1d8cd98f00b204e9800998ecf8427e")]
    [InlineData("s3://bucket/some/prefix/", "bucket", "some/prefix/files/md5/d4/1d8cd98f00b204e9800998ecf8427e")]
    public void A_url_is_a_bucket_and_a_prefix(string url, string bucket, string key)
    {
        var address = S3Address.Of(Settings(url));

        (address.Bucket, address.KeyOf(Empty)).ShouldBe((bucket, key));
    }

    [Fact]
    public void A_url_without_a_bucket_is_refused() => Should.Throw<InvalidInputException>(() => new S3BlobRemote(Settings("s3:///prefix"))).Message.ShouldBe(
        "The remote 'store' in .dvc/config has the url s3:///prefix, which names no bucket; write s3://bucket/prefix.");

    [Fact]
    public void A_setting_that_would_be_passed_over_is_refused() => Should.Throw<InvalidInputException>(() => new S3BlobRemote(Settings("s3://bucket", ("sse", "aws:kms"), ("jobs", "4")))).Message.ShouldBe(
        "The remote 'store' in .dvc/config sets sse, which Larder does not know; it knows endpointurl, region, profile, access_key_id, secret_access_key, session_token, jobs, verify. "
        + "Remove the setting, or use dvc for this remote.");

    [Fact]
    public void A_profile_that_is_not_there_is_named() => Should.Throw<NotFoundException>(() => new S3BlobRemote(Settings("s3://bucket", ("profile", "larder-nobody")))).Message.ShouldBe(
        "The remote 'store' in .dvc/config names the AWS profile 'larder-nobody', which is not there; run 'aws configure --profile larder-nobody', or correct the name.");

    private static BlobRemoteSettings Settings(string url, params (string Key, string Value)[] options) => new("store", url, ".dvc/config", options.ToDictionary(option => option.Key, option => option.Value));
}
