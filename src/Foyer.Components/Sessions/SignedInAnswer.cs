using Foyer.Contracts;

namespace Foyer.Components.Sessions;

/// <summary>Somebody who is signed in asks for the sign-in or sign-up page.</summary>
internal static class SignedInAnswer
{
    public static Task Show(FlowRequest request, SessionResource session) =>
        FlowAnswer.Show<SignedInView>(
            request,
            request.Screen,
            new SignedInModel(session.PublicUserData.Identifier, request.Backend.SignedIn(request.Backend.Client!, request.Target).AbsoluteUri));
}

/// <summary>What the screen says.</summary>
/// <param name="Identifier">Who is signed in.</param>
/// <param name="ContinueUrl">Where going on leads.</param>
public sealed record SignedInModel(string Identifier, string ContinueUrl) : IScreenModel
{
    /// <inheritdoc />
    public string TitleKey => "foyer.signedIn.title";
}
