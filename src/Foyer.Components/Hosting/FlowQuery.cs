using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components;

/// <summary>
/// What a page was asked with and hands on to each step, in the query of every form and link: where to go afterwards
/// (WIRE §8.6), the language, and whether an account is added. Redirects that must not be followed are dropped on the way in.
/// </summary>
public sealed record FlowQuery
{
    private static readonly string[] Redirects =
    [
        "redirect_url", "sign_in_force_redirect_url", "sign_in_fallback_redirect_url", "sign_up_force_redirect_url", "sign_up_fallback_redirect_url",
    ];

    private readonly IReadOnlyDictionary<string, string> _kept;
    private readonly IReadOnlyDictionary<string, Uri> _targets;

    private FlowQuery(IReadOnlyDictionary<string, string> kept, IReadOnlyDictionary<string, Uri> targets) => (_kept, _targets) = (kept, targets);

    /// <summary>Whether an account is being added beside those signed in.</summary>
    public bool Adds => _kept.ContainsKey("add");

    /// <summary>A query with nothing in it.</summary>
    public static FlowQuery Empty { get; } = new(new Dictionary<string, string>(), new Dictionary<string, Uri>());

    /// <summary>Reads the query of a request.</summary>
    /// <param name="query">The query.</param>
    /// <param name="safe">Tells where an address may lead; see <see cref="IFlowBackend.SafeRedirect"/>.</param>
    public static FlowQuery Read(IQueryCollection query, Func<string, Uri?> safe)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(safe);
        Dictionary<string, string> kept = [];
        Dictionary<string, Uri> targets = [];
        foreach (string name in Redirects)
        {
            if (query[name] is [{ Length: > 0 } url] && safe(url) is { } target)
            {
                kept[name] = url;
                targets[name] = target;
            }
        }

        if (query["ui_locales"] is [{ Length: > 0 and < 100 } locales])
        {
            kept["ui_locales"] = locales;
        }

        if (query["add"] == "1")
        {
            kept["add"] = "1";
        }

        return new FlowQuery(kept, targets);
    }

    /// <summary>Where a finished flow leads: a forced address, the one asked for, a fallback, the instance's own, home.</summary>
    /// <param name="flow"><c>sign_in</c> or <c>sign_up</c>.</param>
    /// <param name="display">The instance's addresses.</param>
    /// <param name="address">Where the page is; its origin is the last resort.</param>
    public Uri Target(string flow, DisplayConfig display, UiAddress address)
    {
        ArgumentNullException.ThrowIfNull(display);
        ArgumentNullException.ThrowIfNull(address);
        string configured = flow == "sign_up" ? display.AfterSignUpUrl : display.AfterSignInUrl;
        return _targets.GetValueOrDefault($"{flow}_force_redirect_url")
            ?? _targets.GetValueOrDefault("redirect_url")
            ?? _targets.GetValueOrDefault($"{flow}_fallback_redirect_url")
            ?? Web(configured, address)
            ?? Web(display.HomeUrl, address)
            ?? new Uri(address.Root, "/");
    }

    /// <summary>What is kept, as a query.</summary>
    public QueryString ToQueryString() => QueryString.Create(_kept.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));

    /// <summary>The query as text: empty, or with its question mark.</summary>
    public override string ToString() => ToQueryString().ToString();

    private static Uri? Web(string url, UiAddress address) =>
        url.Length > 0 && Uri.TryCreate(address.Root, url, out Uri? uri) && (uri.Scheme is "http" or "https") ? uri : null;
}
