namespace Larder.Offline.Delta;

/// <summary>Moments in the life of a table at which a process that ends leaves something half done. For tests that end it there.</summary>
internal enum DeltaStep
{
    /// <summary>A commit is complete under its temporary name.</summary>
    CommitWritten,

    /// <summary>A commit has its version's name.</summary>
    CommitPublished,

    /// <summary>A checkpoint is complete under its temporary name.</summary>
    CheckpointWritten,

    /// <summary>A checkpoint has its name, and the hint still names another one.</summary>
    CheckpointPublished,

    /// <summary>Rows of small files are in a new file that no commit names yet.</summary>
    FileRewritten,

    /// <summary>A file that no version needs is about to be deleted.</summary>
    FileDeleting,

    /// <summary>A commit or checkpoint that no version needs is about to be deleted.</summary>
    LogDeleting,
}
