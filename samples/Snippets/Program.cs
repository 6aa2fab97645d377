// snippet:program
using Larder.Cli;
using Snippets;

return await LarderApp.RunAsync<Shop>(args);
// end-snippet
