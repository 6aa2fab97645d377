namespace Larder.OpenLineage.Events;

public class GitLocationTests
{
    [Theory]
    [InlineData("https://user:t0ken@example.org/team/shop.git", "https://example.org/team/shop.git")]
    [InlineData("git@example.org:team/shop.git", "ssh://example.org/team/shop.git")]
    [InlineData("ssh://git@example.org/team/shop.git", "ssh://example.org/team/shop.git")]
    [InlineData("/srv/shop.git", null)]
    [InlineData("file:///srv/shop.git", null)]
    public void An_address_is_told_without_credentials(string remote, string? expected) => GitLocation.Address(remote).ShouldBe(expected);

    [Fact]
    public void A_checkout_is_found_from_a_folder_within()
    {
        using var folder = new SpoolFolder();
        var top = folder.File("shop");
        Directory.CreateDirectory(Path.Combine(top, "features", "daily"));
        Directory.CreateDirectory(Path.Combine(top, ".git", "refs", "heads"));
        File.WriteAllText(Path.Combine(top, ".git", "config"), "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://me:secret@example.org/shop.git\n");
        File.WriteAllText(Path.Combine(top, ".git", "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(top, ".git", "refs", "heads", "main"), "abc123\n");

        GitLocation.Of(Path.Combine(top, "features", "daily")).ShouldBe(new GitLocation("https://example.org/shop.git", "abc123", "features/daily"));
        GitLocation.Of(top).ShouldBe(new GitLocation("https://example.org/shop.git", "abc123", null));
        GitLocation.Of(Path.GetPathRoot(top)!).ShouldBeNull();
    }
}
