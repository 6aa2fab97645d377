namespace Larder.Alerts;

/// <summary>A way to tell people or programs. Instances are safe for use by many threads.</summary>
public interface IAlertChannel
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Where it leads, for people, without any secret.</summary>
    string Address { get; }

    /// <summary>Hands a notice over. When it returns the other side has taken it.</summary>
    /// <exception cref="Errors.UnavailableException">It was not taken; the message has no secret in it.</exception>
    Task SendAsync(Notice notice, CancellationToken cancellationToken = default);
}
