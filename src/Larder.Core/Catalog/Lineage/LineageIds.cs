namespace Larder.Catalog.Lineage;

/// <summary>The ids of nodes.</summary>
internal static class LineageIds
{
    public static string Source(string name) => $"source:{name}";

    public static string Column(string source, string column) => $"column:{source}.{column}";

    public static string View(string name, int version) => $"view:{name}@{version}";

    public static string Feature(string view, string feature) => $"feature:{view}:{feature}";

    public static string Request(string view, string column) => $"request:{view}.{column}";

    public static string Service(string name, int version) => $"service:{name}@{version}";

    public static string Spine(string name, int version) => $"spine:{name}@{version}";

    public static string SpineColumn(string spine, string column) => $"spine_column:{spine}.{column}";

    public static string Model(string name, int version) => $"model:{name}@{version}";

    public static string TrainingSet(string version) => $"training_set:{version}";

    public static string ModelVersion(string name, int version) => $"model_version:{name}@{version}";

    public static string OnlineView(string name) => $"online:{name}";
}
