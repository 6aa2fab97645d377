namespace Larder.Testing;

/// <summary>The calls of an online store that can be made to fail.</summary>
public enum OnlineOperation
{
    /// <summary><see cref="Storage.IOnlineStore.CreateAsync"/>.</summary>
    Create = 1,

    /// <summary><see cref="Storage.IOnlineStore.ReadAsync"/>.</summary>
    Read = 2,

    /// <summary><see cref="Storage.IOnlineStore.WriteAsync"/>.</summary>
    Write = 3,

    /// <summary><see cref="Storage.IOnlineStore.GetStateAsync"/>.</summary>
    GetState = 4,

    /// <summary><see cref="Storage.IOnlineStore.CountAsync"/>.</summary>
    Count = 5,

    /// <summary><see cref="Storage.IOnlineStore.DropAsync"/>.</summary>
    Drop = 6,

    /// <summary><see cref="Storage.IOnlineStore.ReadSegmentsAsync"/>.</summary>
    ReadSegments = 7,

    /// <summary><see cref="Storage.IOnlineStore.RemoveAsync"/>.</summary>
    Remove = 8,
}

/// <summary>What happens to one call.</summary>
/// <param name="FailsBefore">The call fails and nothing is done.</param>
/// <param name="FailsAfter">The call is done, then reported as failed: what a lost answer looks like to the caller.</param>
/// <param name="Delay">Waited before the call.</param>
public readonly record struct Fault(bool FailsBefore, bool FailsAfter, TimeSpan Delay)
{
    /// <summary>The call goes through.</summary>
    public static Fault None => default;

    /// <summary>The call fails and nothing is done.</summary>
    public static Fault Before => new(FailsBefore: true, FailsAfter: false, TimeSpan.Zero);

    /// <summary>The call is done, then reported as failed.</summary>
    public static Fault After => new(FailsBefore: false, FailsAfter: true, TimeSpan.Zero);

    /// <summary>The call goes through late.</summary>
    public static Fault DelayedBy(TimeSpan delay) => new(FailsBefore: false, FailsAfter: false, delay);
}

/// <summary>Says what happens to a call.</summary>
/// <param name="operation">The method called.</param>
/// <param name="call">How often that method has been called, this call included: 1, 2, …</param>
public delegate Fault FaultPlan(OnlineOperation operation, int call);
