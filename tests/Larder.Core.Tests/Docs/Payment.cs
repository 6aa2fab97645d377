using System.ComponentModel.DataAnnotations.Schema;

namespace Larder.Docs;

// snippet:event
/// <summary>One row of the raw file. Properties with a setter or a constructor parameter are columns.</summary>
public sealed record Payment
{
    /// <summary>Read from the column <c>txn</c> instead of <c>payment_id</c>.</summary>
    [Column("txn")]
    public required string PaymentId { get; init; }

    public required long AccountId { get; init; }

    public required string Merchant { get; init; }

    public required double Amount { get; init; }

    public required int Pieces { get; init; }

    /// <summary>Nullable: rows without it are accepted. A row that lacks any other column is quarantined.</summary>
    public string? Currency { get; init; }

    public required bool IsRefunded { get; init; }

    public required DateTime PaidAt { get; init; }

    public required DateTime BookedAt { get; init; }

    /// <summary>Computed, so no column; usable in lambdas all the same.</summary>
    public double Total => Pieces * Amount;
}
// end-snippet

// snippet:posting
/// <summary>A row of a change log: what was said of a posting, and when.</summary>
public sealed record Posting(string PostingId, string? Op, long AccountId, double Amount, DateTime ValueDate, DateTime RecordedAt);
// end-snippet

// snippet:request
/// <summary>What the caller sends along with the account; a nullable column may be left out.</summary>
public sealed record Checkout(double Amount, string? Currency);
// end-snippet
