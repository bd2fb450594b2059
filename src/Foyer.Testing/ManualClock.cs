namespace Foyer.Testing;

/// <summary>A clock that moves when told to. Timers made from it do not fire by themselves.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ticks;

    /// <summary>Starts at a given instant.</summary>
    /// <param name="start">The instant; UTC.</param>
    public ManualClock(DateTimeOffset start) => _ticks = start.UtcTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves the clock.</summary>
    /// <param name="by">How far; negative moves it back.</param>
    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
