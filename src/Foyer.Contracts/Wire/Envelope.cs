namespace Foyer.Contracts;

/// <summary>
/// What nearly every Frontend API operation answers: the resource asked for and, after a mutation, the whole
/// up-to-date client (WIRE §2.2). A null <see cref="Client"/> leaves the caller's client state as it is.
/// </summary>
/// <typeparam name="T">The resource.</typeparam>
/// <param name="Response">The resource, or null when there is none.</param>
/// <param name="Client">The client after the change; null on reads.</param>
public sealed record Envelope<T>(T? Response, ClientResource? Client);

/// <summary>A page of a list that carries its total (WIRE §12.2).</summary>
/// <typeparam name="T">The resource listed.</typeparam>
/// <param name="Data">The items of this page.</param>
/// <param name="TotalCount">How many items match in all.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, long TotalCount);

/// <summary>What a delete answers.</summary>
/// <param name="Object">The kind of resource deleted, for example <c>user</c>.</param>
/// <param name="Id">Its id.</param>
public sealed record DeletedObject(string Object, string Id)
{
    /// <summary>Always true; its presence tells a reader that this is not the resource itself.</summary>
    public bool Deleted { get; } = true;
}

/// <summary>A count, as <c>GET /v1/users/count</c> answers it.</summary>
/// <param name="Count">How many.</param>
public sealed record TotalCount([property: System.Text.Json.Serialization.JsonPropertyName("total_count")] long Count)
{
    /// <summary>Always <c>total_count</c>.</summary>
    public string Object { get; } = "total_count";
}
