using System.Collections.Frozen;
using System.Reflection;
using Foyer.Contracts;

namespace Foyer.Server;

/// <summary>An expected failure, ready to be answered. Not an exception: a wrong password is a result, not an accident.</summary>
internal sealed record Fault(int Status, string Code, string Message, string LongMessage)
{
    public ErrorMeta? Meta { get; init; }

    /// <summary>Seconds after which the caller may try again; null when waiting does not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The same fault, pointing at the form field it is about.</summary>
    public Fault At(string paramName) => this with { Meta = (Meta ?? new ErrorMeta()) with { ParamName = paramName } };

    /// <summary>As it stands inside a resource or an error body.</summary>
    public ErrorResource ToResource() => new() { Code = Code, Message = Message, LongMessage = LongMessage, Meta = Meta };
}

/// <summary>A value, or the fault that stands in its place.</summary>
internal readonly struct Outcome<T>
{
    private readonly T _value;

    private Outcome(T value, Fault? fault)
    {
        _value = value;
        Fault = fault;
    }

    /// <summary>The fault; null when there is a value.</summary>
    public Fault? Fault { get; }

    /// <summary>The value. Ask <see cref="IsFault"/> first.</summary>
    public T Value => Fault is null ? _value : throw new InvalidOperationException($"There is a fault instead of a value: {Fault.Code}.");

    /// <summary>Takes the two apart.</summary>
    public bool IsFault([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Fault? fault)
    {
        fault = Fault;
        return fault is not null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Fault fault) => new(default!, fault);
}

/// <summary>Every fault the server can answer, gathered from the <c>*Faults</c> classes; feeds the documentation and a test.</summary>
internal static class FaultCatalog
{
    public static FrozenDictionary<string, Fault> All { get; } = typeof(FaultCatalog).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Faults", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Fault))
        .Select(field => (Fault)field.GetValue(null)!)
        .GroupBy(fault => fault.Code, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}
