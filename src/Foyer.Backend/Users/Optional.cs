namespace Foyer.Backend;

/// <summary>
/// A value that may be left out, where leaving out and null differ: <c>new UserChanges { LastName = null }</c> clears the
/// last name, <c>new UserChanges()</c> leaves it alone.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct Optional<T>
{
    private readonly T _value;

    /// <summary>Gives a value, which may be null.</summary>
    /// <param name="value">The value.</param>
    public Optional(T value)
    {
        _value = value;
        IsGiven = true;
    }

    /// <summary>Whether a value was given.</summary>
    public bool IsGiven { get; }

    /// <summary>The value given.</summary>
    /// <exception cref="InvalidOperationException">None was given.</exception>
    public T Value => IsGiven ? _value : throw new InvalidOperationException("No value was given.");

    /// <summary>Gives a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>The value as text; empty when none was given.</summary>
    public override string ToString() => IsGiven ? $"{_value}" : "";
}
