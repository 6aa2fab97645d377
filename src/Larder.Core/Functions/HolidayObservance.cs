namespace Larder;

/// <summary>When a holiday of a fixed date is kept that falls on a Saturday or Sunday.</summary>
public enum HolidayObservance
{
    /// <summary>On its date all the same.</summary>
    OnTheDay = 0,

    /// <summary>On the Friday before a Saturday, on the Monday after a Sunday, and not on its date.</summary>
    NearestWeekday = 1,

    /// <summary>On the next day that is neither Saturday, Sunday nor another holiday, and not on its date.</summary>
    NextFreeWeekday = 2,
}
