using Larder.Cli;
using Retail;

return await LarderApp.RunAsync(new RetailRepository(), args, new LarderAppOptions { GenerateDemoData = GeneratedShop.WriteAsync });
