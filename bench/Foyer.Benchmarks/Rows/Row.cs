namespace Foyer.Benchmarks.Rows;

/// <summary>One line of the table.</summary>
internal sealed record Row
{
    public required string Name { get; init; }

    /// <summary>What is counted; <c>/cpu-s</c> is by second of processor time, more is better; otherwise less is.</summary>
    public required string Unit { get; init; }

    public required double Value { get; init; }

    /// <summary>The same of the least that could do it on this machine, measured in the same minutes.</summary>
    public required double Floor { get; init; }

    /// <summary>What that floor is.</summary>
    public required string FloorIs { get; init; }

    /// <summary>The ratio to reach.</summary>
    public required double Target { get; init; }

    public double Ratio => Value / Floor;

    public bool MoreIsBetter => Unit.EndsWith("/cpu-s", StringComparison.Ordinal);

    public bool Reached => MoreIsBetter ? Ratio >= Target : Ratio <= Target;
}
