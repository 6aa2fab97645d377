using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Retail;

/// <summary>
/// Order lines of an invented shop over one year, always the same: customers buy at rates of their own that drift, so that past
/// buying tells something of future buying; with the flaws of real data (missing customers, cancellations, zero prices, repeated lines).
/// </summary>
public static class GeneratedShop
{
    private const int Customers = 1_200;
    private const int Products = 400;
    private const int Days = 365;

    private static readonly string[] Countries = ["United Kingdom", "United Kingdom", "United Kingdom", "France", "Germany", "Norway"];

    /// <summary>Writes a gzip CSV file with the columns of <see cref="OrderLine"/>.</summary>
    public static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await using var text = new StreamWriter(gzip, new UTF8Encoding(false));
        await text.WriteLineAsync("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
        foreach (var line in Lines(new Random(20111209)))
        {
            await text.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }

    private static IEnumerable<string> Lines(Random random)
    {
        var rates = Enumerable.Range(0, Customers).Select(_ => Math.Exp((1.1 * Normal(random)) - 3.6)).ToArray();
        var invoice = 100_000;
        var start = new DateTime(2024, 1, 1, 9, 0, 0, DateTimeKind.Unspecified);
        for (var day = 0; day < Days; day++)
        {
            var orders = Enumerable.Range(0, Customers)
                .Where(c => Drift(rates, c, random) && random.NextDouble() < rates[c])
                .Select(c => (Customer: c, At: start.AddDays(day).AddMinutes(random.Next(0, 600))))
                .OrderBy(o => o.At);
            foreach (var (customer, at) in orders)
            {
                var isCancelled = random.NextDouble() < 0.02;
                var number = (isCancelled ? "C" : string.Empty) + (++invoice).ToString(CultureInfo.InvariantCulture);
                var known = random.NextDouble() < 0.9 ? (10_000 + customer).ToString(CultureInfo.InvariantCulture) : string.Empty;
                for (var i = random.Next(1, 12); i > 0; i--)
                {
                    var line = Line(random, number, isCancelled, at, known, Countries[customer % Countries.Length]);
                    yield return line;
                    if (random.NextDouble() < 0.005)
                    {
                        yield return line;
                    }
                }
            }
        }
    }

    /// <summary>A customer's rate wanders a little every day; always true.</summary>
    private static bool Drift(double[] rates, int customer, Random random)
    {
        rates[customer] = Math.Clamp(rates[customer] * Math.Exp(0.06 * Normal(random)), 0.0005, 0.6);
        return true;
    }

    private static string Line(Random random, string invoice, bool isCancelled, DateTime at, string customer, string country)
    {
        var product = (int)(Products * Math.Pow(random.NextDouble(), 2));
        var quantity = (1 + random.Next(12)) * (isCancelled ? -1 : 1);
        var price = random.NextDouble() < 0.004 ? 0 : Math.Round(0.5 + (product % 37 * 0.35), 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{invoice},P{product:0000},\"PRODUCT {product}, BOXED\",{quantity},{at:yyyy-MM-ddTHH:mm:ss},{price:0.00},{customer},{country}");
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
