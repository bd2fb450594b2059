using Foyer.Components.Localization;
using Foyer.Contracts;

namespace Foyer.Components;

/// <summary>What every part of a screen may need, cascaded to all of them.</summary>
public sealed record Screen
{
    /// <summary>Words, with the tokens of this instance filled in.</summary>
    public required Texts Text { get; init; }

    /// <summary>Class names.</summary>
    public required Look Look { get; init; }

    /// <summary>Where the browser sees this server.</summary>
    public required UiAddress Address { get; init; }

    /// <summary>Carried from step to step.</summary>
    public required FlowQuery Query { get; init; }

    /// <summary>Names and addresses of the instance.</summary>
    public required DisplayConfig Display { get; init; }

    /// <summary>Which flow the forms of this screen belong to: <c>sign-in</c>, <c>sign-up</c>, <c>tasks</c>, <c>waitlist</c>, <c>user</c> or <c>reverification</c>.</summary>
    public required string Flow { get; init; }

    /// <summary>The attempt under way; null before there is one.</summary>
    public string? AttemptId { get; init; }

    /// <summary>Region the person is likely at home in, for phone numbers: two capital letters.</summary>
    public string Country { get; init; } = "US";

    /// <summary>Address of the script that does the work asked of robots.</summary>
    public string WorkScript { get; init; } = "";

    /// <summary>Address of the script that reaches the wallets of the browser.</summary>
    public string WalletScript { get; init; } = "";

    /// <summary>What went wrong with the last thing the person did.</summary>
    public Problems Problems { get; init; } = Problems.None;

    /// <summary>What to tell about a failure here. Whoever is signed in is not told to sign in.</summary>
    /// <param name="error">The failure.</param>
    public string Tell(ErrorResource error) => Text.Of(error, Flow is "user" or "tasks" or "reverification" ? "signedIn" : null);

    /// <summary>Title of the document whose heading is this: it names the application too, once.</summary>
    /// <param name="heading">The heading.</param>
    public string DocumentTitle(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return heading.Contains(Display.ApplicationName, StringComparison.Ordinal) ? heading : $"{heading} · {Display.ApplicationName}";
    }

    /// <summary>Where a form of this flow is posted to.</summary>
    /// <param name="intent">What the person wants, for example <c>password</c>.</param>
    public string Action(string intent) => Address.To($"/ui/{Flow}/{intent}{Query}");

    /// <summary>Where another page is.</summary>
    /// <param name="path">For example <c>/sign-up</c>.</param>
    public string Page(string path) => Address.To(path + Query);

    /// <summary>Where another page is, with more in its query.</summary>
    /// <param name="path">For example <c>/user</c>.</param>
    /// <param name="more">Names and values.</param>
    internal string Page(string path, params (string Name, string Value)[] more) =>
        Address.To(path + more.Aggregate(Query.ToQueryString(), (query, pair) => query.Add(pair.Name, pair.Value)));
}

/// <summary>A screen, decided. The page around it needs to know its heading.</summary>
public interface IScreenModel
{
    /// <summary>Key of the heading's text.</summary>
    string TitleKey { get; }
}
