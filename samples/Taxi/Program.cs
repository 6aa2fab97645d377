using Larder.Cli;
using Taxi;

return await LarderApp.RunAsync(new TaxiRepository(), args);
