namespace Foyer.Server.Tickets;

internal static class TicketFaults
{
    public static readonly Fault Invalid = new(400, "ticket_invalid_code", "Ticket invalid", "This link or ticket is not one of this application's. Ask for a new one.");

    public static readonly Fault Expired = new(400, "ticket_expired_code", "Ticket expired", "This link or ticket was not used in time. Ask for a new one.");

    public static readonly Fault AccountNotExists = new(422, "invitation_account_not_exists", "No account yet", "The person invited has no account yet. Sign up with the invitation.");

    public static readonly Fault AccountExists = new(400, "invitation_account_exists", "Account exists", "The person invited has an account already. Sign in with the invitation.");

    private static readonly Fault SignInTokenUsed = new(400, "sign_in_token_already_used_code", "Sign-in token used", "This sign-in token was used already; it works once.");

    private static readonly Fault SignInTokenRevoked = new(400, "sign_in_token_revoked_code", "Sign-in token revoked", "This sign-in token was taken back.");

    private static readonly Fault ActorTokenUsed = new(400, "actor_token_already_used_code", "Actor token used", "This actor token was used already; it works once.");

    private static readonly Fault ActorTokenRevoked = new(400, "actor_token_revoked_code", "Actor token revoked", "This actor token was taken back.");

    private static readonly Fault InvitationUsed = new(400, "invitation_already_accepted", "Invitation accepted", "This invitation was accepted already; it works once.");

    private static readonly Fault InvitationRevoked = new(400, "revoked_invitation", "Invitation revoked", "This invitation was taken back.");

    public static Fault Used(string kind) => kind switch
    {
        TicketKinds.SignInToken => SignInTokenUsed,
        TicketKinds.ActorToken => ActorTokenUsed,
        _ => InvitationUsed,
    };

    public static Fault Revoked(string kind) => kind switch
    {
        TicketKinds.SignInToken => SignInTokenRevoked,
        TicketKinds.ActorToken => ActorTokenRevoked,
        _ => InvitationRevoked,
    };
}
