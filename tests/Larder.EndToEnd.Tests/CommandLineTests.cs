using Larder.Support;

namespace Larder;

public class CommandLineTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "Name a command: demo, ingest, validate, infer-suite, derive, backfill, plan, apply, training-set, train, models, materialize, materialize-incremental, pipeline, data, erase, alerts, serve, monitor, verify, drift, report, explain, lineage, features. See --help." },
        { "bogus", "There is no command 'bogus'; there are demo, ingest, validate, infer-suite, derive, backfill, plan, apply, training-set, train, models, materialize, materialize-incremental, pipeline, data, erase, alerts, serve, monitor, verify, drift, report, explain, lineage, features. See --help." },
        { "'; DROP TABLE x;--", "There is no command ''; DROP TABLE x;--'; there are demo, ingest, validate, infer-suite, derive, backfill, plan, apply, training-set, train, models, materialize, materialize-incremental, pipeline, data, erase, alerts, serve, monitor, verify, drift, report, explain, lineage, features. See --help." },
        { "--bogus", "There is no option '--bogus'; there are --help, --version, --state, --output, --verbose. See --help." },
        { "ingest|--inptu|x", "There is no option '--inptu' of ingest; there are --input, --help, --state, --output, --verbose. See ingest --help." },
        { "ingest|--as-of", "There is no option '--as-of' of ingest; there are --input, --help, --state, --output, --verbose. See ingest --help." },
        { "ingest|a|b", "ingest takes one source; 'b' is too many. See ingest --help." },
        { "plan|x", "plan takes no argument such as 'x'. See plan --help." },
        { "demo|@file", "demo takes no argument such as '@file'. See demo --help." },
        { "ingest|--output|xml", "--output cannot be 'xml'; use text or json. See ingest --help." },
        { "ingest|--input|", "--input cannot be ''; give a path. See ingest --help." },
        { "ingest|--input", "--input needs a value: --input <file>. See ingest --help." },
        { "verify|--pairs|0", "--pairs cannot be '0'; give a whole number from 3 to 10000000. See verify --help." },
        { "verify|--pairs|many", "--pairs cannot be 'many'; give a whole number from 3 to 10000000. See verify --help." },
        { "serve|--port|99999", "--port cannot be '99999'; give a whole number from 0 to 65535. See serve --help." },
        { "serve|--port", "--port needs a value: --port <number>. See serve --help." },
        { "serve|--host|nope", "--host cannot be 'nope'; give an IP address such as 127.0.0.1. See serve --help." },
        { "materialize|--as-of|yesterday", "--as-of cannot be 'yesterday'; write a time such as 2011-12-09T12:50:00Z. See materialize --help." },
        { "materialize|--lookback-days|-1", "--lookback-days cannot be '-1'; give a number of days such as 7 or 0.5. See materialize --help." },
        { "ingest|nosuch", "There is no source 'nosuch'; this repository has order_lines." },
        { "validate|nosuch", "There is no source 'nosuch'; this repository has order_lines." },
        { "ingest|--|--inptu", "There is no source '--inptu'; this repository has order_lines." },
        { "ingest|../x", "There is no source '../x'; this repository has order_lines." },
        { "training-set|nosuch", "There is no service 'nosuch'; this repository has repurchase." },
        { "training-set|\"; DROP TABLE x;--", "There is no service '\"; DROP TABLE x;--'; this repository has repurchase." },
        { "train|nosuch", "There is no model 'nosuch'; this repository has buys_again." },
        { "verify|ré'purchase", "There is no service 'ré'purchase'; this repository has repurchase." },
        { "materialize|nosuch", "There is no view 'nosuch'; this repository has customer_spend, customer_profile, momentum." },
        { "materialize|momentum", "View momentum is computed at request time and needs no materialization; materialize its inputs." },
        { "training-set|--spine|nosuch", "There is no spine 'nosuch', neither in this repository (weekly_buyers) nor as a file; give a name or a Parquet or CSV file with customer_id and event_timestamp." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_answered_in_one_line_and_leaves_nothing_behind(string arguments, string message)
    {
        using var folder = new Folder();

        var run = await folder.RunAsync(arguments.Length == 0 ? [] : arguments.Split('|'));

        run.ShouldFail(1, $"error: {message}");
        run.Error.Count(c => c == '\n').ShouldBe(1);
        run.Out.ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Control_characters_in_arguments_do_not_reach_the_terminal()
    {
        using var folder = new Folder();

        (await folder.RunAsync("ingest", "a\u001b[31mb\nc")).ShouldFail(1, "error: There is no source 'a\uFFFD[31mb c'; this repository has order_lines.");
    }

    [Fact]
    public async Task Only_verbose_prints_a_stack_trace()
    {
        using var folder = new Folder();

        var run = await folder.RunAsync("train", "nosuch", "--verbose");

        run.Error.ShouldStartWith("error: There is no model 'nosuch'; this repository has buys_again.\nLarder.Errors.NotFoundException: ");
        run.Error.ShouldContain("   at Larder.Cli.");
        run.ExitCode.ShouldBe(1);
    }
}
