namespace Larder.Bench.PointInTime;

/// <summary>A reading of a sensor known by a number.</summary>
public sealed record Reading(long SensorId, DateTime At, double Temperature, double Humidity, double? Voltage, int Faults);

/// <summary>A reading of a sensor known by text.</summary>
public sealed record NamedReading(string SensorId, DateTime At, double Temperature, double Humidity, double? Voltage, int Faults);

/// <summary>The newest reading of a sensor.</summary>
public sealed record Latest
{
    public double? Temperature { get; init; }

    public double? Humidity { get; init; }

    public double? Voltage { get; init; }

    public int? Faults { get; init; }
}

/// <summary>What both variants offer.</summary>
internal static class PitTtl
{
    /// <summary>Readings older than this do not count.</summary>
    public static readonly TimeSpan Value = TimeSpan.FromDays(14);
}

/// <summary>Sensors with numbers.</summary>
public sealed class NumberedSensors : FeatureRepository
{
    public Entity<long> Sensor { get; } = new("sensor_id");

    public EventSource<Reading> Readings { get; } = Source.Parquet<Reading>("readings.parquet", r => r.At, "Readings");

    public RowView<Latest> Latest => Readings.LatestBy(Sensor, r => r.SensorId, r => new Latest
    {
        Temperature = r.Temperature,
        Humidity = r.Humidity,
        Voltage = r.Voltage,
        Faults = r.Faults,
    }).WithTtl(PitTtl.Value);

    public FeatureService Monitoring => Service([Latest]);
}

/// <summary>Sensors with names.</summary>
public sealed class NamedSensors : FeatureRepository
{
    public Entity<string> Sensor { get; } = new("sensor_id");

    public EventSource<NamedReading> Readings { get; } = Source.Parquet<NamedReading>("readings.parquet", r => r.At, "Readings");

    public RowView<Latest> Latest => Readings.LatestBy(Sensor, r => r.SensorId, r => new Latest
    {
        Temperature = r.Temperature,
        Humidity = r.Humidity,
        Voltage = r.Voltage,
        Faults = r.Faults,
    }).WithTtl(PitTtl.Value);

    public FeatureService Monitoring => Service([Latest]);
}
