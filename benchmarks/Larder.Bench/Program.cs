using Larder.Bench.Harness;

return await BenchApp.RunAsync(args);
