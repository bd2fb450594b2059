using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>
/// A name from an open set: known names are constants, a name this version does not know is kept as it came.
/// Compare with the constants; never switch exhaustively.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IOpenName<TSelf> where TSelf : struct, IOpenName<TSelf>
{
    /// <summary>The name exactly as it stands on the wire.</summary>
    string Value { get; }

    /// <summary>Wraps a name read from the wire; never fails, whatever the name.</summary>
    /// <param name="value">The wire name.</param>
    static abstract TSelf From(string value);
}

/// <summary>Reads and writes an <see cref="IOpenName{TSelf}"/> as a bare JSON string.</summary>
/// <typeparam name="T">The open name.</typeparam>
public sealed class OpenNameConverter<T> : JsonConverter<T> where T : struct, IOpenName<T>
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(reader.GetString() ?? throw new JsonException($"{typeof(T).Name} cannot be null."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }
}
