using Larder.Cli;
using Retail;

return await LarderApp.RunAsync<RetailRepository>(args, new LarderAppOptions { GenerateDemoData = GeneratedShop.WriteAsync });
