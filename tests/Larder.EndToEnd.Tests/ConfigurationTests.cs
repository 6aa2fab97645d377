using Larder.Support;

namespace Larder;

public class ConfigurationTests
{
    private const string FromFile = """{ "Larder": { "StatePath": "from-file" } }""";

    [Fact]
    public async Task State_is_taken_from_the_file_then_the_environment_then_the_command_line()
    {
        using var folder = new Folder();
        (await folder.RunAsync("apply")).Succeeded();
        Folders(folder).ShouldBe([".larder"]);

        folder.Write("appsettings.json", FromFile);
        (await folder.RunAsync("apply")).Succeeded();
        Folders(folder).ShouldBe([".larder", "from-file"]);

        folder.Environment["Larder__StatePath"] = "from-environment";
        (await folder.RunAsync("apply")).Succeeded();
        Folders(folder).ShouldBe([".larder", "from-environment", "from-file"]);

        (await folder.RunAsync("apply", "--state", "a ';\"ünd--b/from-option")).Succeeded();
        Folders(folder).ShouldBe([".larder", "a ';\"ünd--b", "from-environment", "from-file"]);
        File.Exists(folder.File("a ';\"ünd--b/from-option/registry.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_named()
    {
        using var folder = new Folder();
        folder.Write("appsettings.json", "{ \"Larder\": ");

        var run = await folder.RunAsync("plan");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldMatch($"^error: The file {folder.File("appsettings.json")} is not valid JSON \\(.+\\); correct it\\.\n$");
    }

    [Theory]
    [InlineData("MemoryMegabytes", "lots", 64)]
    [InlineData("MemoryLimit", "255", 256)]
    public async Task A_setting_that_cannot_be_read_is_named(string setting, string value, int least)
    {
        using var folder = new Folder();
        folder.Environment[$"Larder__{setting}"] = value;

        (await folder.RunAsync("plan")).ShouldFail(1, $"error: The setting Larder:{setting} cannot be '{value}'; give a whole number of megabytes, at least {least}.");
    }

    private static IEnumerable<string> Folders(Folder folder) => Directory.GetDirectories(folder.Path).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);
}
