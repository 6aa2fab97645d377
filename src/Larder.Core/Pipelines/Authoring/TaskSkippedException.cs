namespace Larder;

/// <summary>A task throws it where there is nothing for it to do: it is then skipped, not failed.</summary>
/// <param name="reason">One sentence, for people.</param>
public sealed class TaskSkippedException(string reason) : Exception(reason);
