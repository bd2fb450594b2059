namespace Foyer.Contracts;

/// <summary>A picture just uploaded (WIRE §9.1).</summary>
public sealed record ImageResource
{
    /// <summary>Always <c>image</c>.</summary>
    public string Object { get; } = "image";

    /// <summary>Prefix <c>img_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A name for lists; the id, since names of files are not kept.</summary>
    public required string Name { get; init; }

    /// <summary>Where anybody can read it. Another picture has another address, so it may be kept for ever.</summary>
    public required string PublicUrl { get; init; }
}
