namespace Larder.Bench.Materialization;

/// <summary>One report of a meter.</summary>
public sealed record MeterReport(
    long MeterId, DateTime At, double Va, double Vb, double Vc, double Vd, double Ve, double Vf, double Vg, double Vh, double Vi, double Vj);

/// <summary>The newest report of a meter.</summary>
public sealed record MeterState
{
    public double? Va { get; init; }

    public double? Vb { get; init; }

    public double? Vc { get; init; }

    public double? Vd { get; init; }

    public double? Ve { get; init; }

    public double? Vf { get; init; }

    public double? Vg { get; init; }

    public double? Vh { get; init; }

    public double? Vi { get; init; }

    public double? Vj { get; init; }
}

/// <summary>A row view of ten numbers.</summary>
public sealed class Meters : FeatureRepository
{
    public Entity<long> Meter { get; } = new("meter_id");

    public EventSource<MeterReport> Reports { get; } = Source.Parquet<MeterReport>("reports.parquet", r => r.At, "Reports");

    public RowView<MeterState> MeterState => Reports.LatestBy(Meter, r => r.MeterId, r => new MeterState
    {
        Va = r.Va,
        Vb = r.Vb,
        Vc = r.Vc,
        Vd = r.Vd,
        Ve = r.Ve,
        Vf = r.Vf,
        Vg = r.Vg,
        Vh = r.Vh,
        Vi = r.Vi,
        Vj = r.Vj,
    });

    public FeatureService Dashboard => Service([MeterState]);
}
