// snippet:program
using Larder.Cli;
using Snippets;

return await LarderApp.RunAsync(new Shop(), args);
// end-snippet
