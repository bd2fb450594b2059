using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Foyer.Components;

/// <summary>
/// Stylesheets and script, each under a name that carries the hash of its content: a browser keeps it for ever, and a new
/// release has a new name.
/// </summary>
public sealed class UiAssets
{
    private readonly ConcurrentDictionary<string, UiAsset> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads the assets and builds the theme of the configured appearance.</summary>
    /// <param name="options">The options.</param>
    public UiAssets(IOptions<FoyerUiOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Stylesheet = Add("foyer.css");
        Script = Add("foyer.js");
        WorkScript = Add("work.js");
        WalletScript = Add("wallets.js");
        Mark = Add("mark.svg");
        OutboxStylesheet = Add("outbox.css");
        Theme = options.Value.Appearance.Variables.ToCss() is { Length: > 0 } css ? Add("theme", ".css", Encoding.UTF8.GetBytes(css)) : null;
    }

    /// <summary>The stylesheet of all screens.</summary>
    public UiAsset Stylesheet { get; }

    /// <summary>The script of all screens.</summary>
    public UiAsset Script { get; }

    /// <summary>The script that works in the background where robots are kept out.</summary>
    public UiAsset WorkScript { get; }

    /// <summary>The script that reaches the wallets of the browser, for screens that ask for one.</summary>
    public UiAsset WalletScript { get; }

    /// <summary>The icon of a page whose instance has none of its own.</summary>
    public UiAsset Mark { get; }

    /// <summary>The stylesheet the development outbox adds.</summary>
    public UiAsset OutboxStylesheet { get; }

    /// <summary>Values of the appearance's variables; null when it sets none.</summary>
    public UiAsset? Theme { get; }

    /// <summary>The asset of a name in an address, with or without its hash; null when there is none.</summary>
    /// <param name="name">For example <c>foyer-1a2b3c4d5e6f.css</c> or <c>foyer.js</c>.</param>
    public UiAsset? Find(string name) => _byName.GetValueOrDefault(name);

    private UiAsset Add(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("assets/" + resource)
            ?? throw new InvalidOperationException($"The asset '{resource}' is not in the assembly.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return Add(Path.GetFileNameWithoutExtension(resource), Path.GetExtension(resource), content.ToArray());
    }

    private UiAsset Add(string stem, string extension, byte[] content)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        UiAsset asset = new($"{stem}-{hash}{extension}", hash, MediaType(extension), content);
        _byName[asset.Name] = asset;
        _byName[stem + extension] = asset;
        return asset;
    }

    private static string MediaType(string extension) => extension switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new ArgumentOutOfRangeException(nameof(extension), extension, "Assets are stylesheets, scripts and drawings."),
    };
}

/// <summary>One file.</summary>
/// <param name="Name">Name with its hash.</param>
/// <param name="Hash">Twelve hex digits of its SHA-256.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Content">The bytes.</param>
public sealed record UiAsset(string Name, string Hash, string ContentType, ReadOnlyMemory<byte> Content)
{
    private readonly Lazy<byte[]> _gzip = new(() => Compress(Content, stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _brotli = new(() => Compress(Content, stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));

    /// <summary>Address below a base path.</summary>
    public string Path => "/_foyer/" + Name;

    /// <summary>The bytes as gzip; made once.</summary>
    internal ReadOnlyMemory<byte> Gzip => _gzip.Value;

    /// <summary>The bytes as Brotli; made once.</summary>
    internal ReadOnlyMemory<byte> Brotli => _brotli.Value;

    private static byte[] Compress(ReadOnlyMemory<byte> content, Func<Stream, Stream> encoder)
    {
        using MemoryStream compressed = new();
        using (Stream stream = encoder(compressed))
        {
            stream.Write(content.Span);
        }

        return compressed.ToArray();
    }
}
