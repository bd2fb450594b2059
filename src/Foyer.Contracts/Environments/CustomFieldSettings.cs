namespace Foyer.Contracts;

/// <summary>A field of the operator's own at sign-up. Its value is kept in <c>unsafe_metadata</c> under <see cref="Key"/>.</summary>
public sealed record CustomFieldSettings
{
    /// <summary>Put before the key in <c>missing_fields</c> and in the parameter name of errors, so that it cannot be taken for a built-in field.</summary>
    public const string NamePrefix = "custom_";

    /// <summary>Member of <c>unsafe_metadata</c>: letters, digits and underscores, at most 40, a letter first. Unique.</summary>
    public string Key { get; init; } = "";

    /// <summary><c>text</c> (default), <c>textarea</c>, <c>number</c>, <c>date</c> (<c>2026-05-12</c>), <c>select</c> or <c>checkbox</c>.</summary>
    public string Type { get; init; } = "text";

    /// <summary>Whether sign-up waits for it. A required checkbox must be ticked. Default false.</summary>
    public bool Required { get; init; }

    /// <summary>What a <c>select</c> offers, in order; empty for other types.</summary>
    public IReadOnlyList<CustomFieldOption> Options { get; init; } = [];

    /// <summary>Label by language, for example <c>en</c>. Shown in the person's language, else in English, else the first, else the key.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Placeholder by language; none by default.</summary>
    public IReadOnlyDictionary<string, string> Placeholders { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest text of <c>text</c> and <c>textarea</c>, 1 to 2,000 characters. Default 256.</summary>
    public int MaxLength { get; init; } = 256;

    /// <summary>The key as sign-ups and errors name it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => NamePrefix + Key;
}

/// <summary>One choice of a custom field.</summary>
public sealed record CustomFieldOption
{
    /// <summary>What is kept.</summary>
    public string Value { get; init; } = "";

    /// <summary>Label by language; the value itself where there is none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
