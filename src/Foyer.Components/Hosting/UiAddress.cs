namespace Foyer.Components;

/// <summary>Where a browser sees the server whose screens it shows: an origin and, behind a proxy, a path.</summary>
public sealed record UiAddress
{
    /// <summary>An address.</summary>
    /// <param name="root">For example <c>https://app.example/__foyer</c>.</param>
    public UiAddress(Uri root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root;
        Origin = root.GetLeftPart(UriPartial.Authority);
        BasePath = root.AbsolutePath.TrimEnd('/');
    }

    /// <summary>The address itself.</summary>
    public Uri Root { get; }

    /// <summary>Scheme, host and port, for example <c>https://app.example</c>.</summary>
    public string Origin { get; }

    /// <summary>Path before every path of this server, without a slash at its end; empty without a proxy.</summary>
    public string BasePath { get; }

    /// <summary>A path of this server as the browser must ask for it.</summary>
    /// <param name="path">For example <c>/sign-in</c>.</param>
    public string To(string path) => BasePath + path;
}
