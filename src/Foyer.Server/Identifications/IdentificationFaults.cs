namespace Foyer.Server.Identifications;

internal static class IdentificationFaults
{
    public static readonly Fault LastOne = new(400, "last_identification_deletion_failed", "The last identifier stays", "Without it nobody could sign in to this account. Add another one first.");

    public static readonly Fault Needed = new(400, "identification_deletion_failed", "This identifier stays", "This application demands one of its kind, or a connected account brought it. Add another one, or disconnect that account, first.");

    public static readonly Fault OnlyFirstFactor = new(400, "phone_number_needed_to_sign_in", "This number signs you in", "A number kept as second factor signs nobody in by itself, and you have nothing else to sign in with. Add a password, an address or another number first.");

    public static readonly Fault TooMany = new(403, "identification_quota_exceeded", "Too many identifiers", "An account holds at most ten of each kind. Remove one first.");
}
