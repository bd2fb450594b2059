using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Components.Sessions;

/// <summary>Somebody who is signed in asks for the sign-in or sign-up page.</summary>
internal static class SignedInAnswer
{
    public static Task Show(FlowRequest request)
    {
        if (request.Session is not { } session)
        {
            return FlowAnswer.Leave(request, request.Onward(request.Backend.Client!));
        }

        string onward = request.Backend.SignedIn(request.Backend.Client!, request.Target).AbsoluteUri;
        return request.TakesSeveral
            ? FlowAnswer.Show<AccountsView>(request, request.Screen, AccountsModel.Of(request.Backend.Client!, session, onward))
            : FlowAnswer.Show<SignedInView>(request, request.Screen, new SignedInModel(session.PublicUserData.Identifier, onward) { Actor = ActorOf(session) });
    }

    /// <summary>Who acts as the person of a session; null when they act themselves (WIRE §8.5).</summary>
    public static string? ActorOf(SessionResource session) => session.Actor is { ValueKind: JsonValueKind.Object } actor
        ? actor.TryGetProperty("sub", out JsonElement sub) && sub.ValueKind == JsonValueKind.String ? sub.GetString() : ""
        : null;
}

/// <summary>What the screen says.</summary>
/// <param name="Identifier">Who is signed in.</param>
/// <param name="ContinueUrl">Where going on leads.</param>
public sealed record SignedInModel(string Identifier, string ContinueUrl) : IScreenModel
{
    /// <inheritdoc />
    public string TitleKey => "foyer.signedIn.title";

    /// <summary>Who acts as this person; null when they act themselves.</summary>
    public string? Actor { get; init; }
}

/// <summary>The accounts signed in side by side, to choose from.</summary>
/// <param name="Accounts">Every session, the active one first.</param>
/// <param name="ContinueUrl">Where going on with the active one leads.</param>
public sealed record AccountsModel(IReadOnlyList<AccountEntry> Accounts, string ContinueUrl) : IScreenModel
{
    /// <inheritdoc />
    public string TitleKey => "signIn.accountSwitcher.title";

    /// <summary>Reads them from a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="active">The active session.</param>
    /// <param name="continueUrl">See <see cref="ContinueUrl"/>.</param>
    internal static AccountsModel Of(ClientResource client, SessionResource active, string continueUrl) => new(
        [
            .. from session in client.Sessions
               where session.Status == SessionStatus.Active || session.Status == SessionStatus.Pending
               orderby session.Id != active.Id
               let who = session.PublicUserData
               select new AccountEntry(session.Id, $"{who.FirstName} {who.LastName}".Trim(), who.Identifier, session.Id == active.Id, SignedInAnswer.ActorOf(session)) { Image = who.HasImage ? who.ImageUrl : null },
        ],
        continueUrl);
}

/// <summary>One account.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Name">First and last name; empty when there is none.</param>
/// <param name="Identifier">E-mail address, number or username.</param>
/// <param name="IsActive">Whether it is the one in use.</param>
/// <param name="Actor">Who acts as this person; null when they act themselves.</param>
public sealed record AccountEntry(string SessionId, string Name, string Identifier, bool IsActive, string? Actor)
{
    /// <summary>Address of their picture; null without one.</summary>
    public string? Image { get; init; }
}
