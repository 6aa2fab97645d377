using Larder.Cli;
using Taxi;

return await LarderApp.RunAsync<TaxiRepository>(args);
