namespace Foyer.Server.Passkeys;

internal static class PasskeyFaults
{
    public static readonly Fault Malformed = New("passkey_malformed", "Passkey unreadable", "The credential is not one a browser makes, or is larger than it may be.");

    public static readonly Fault TypeWrong = New("passkey_type_invalid", "Wrong kind of passkey ceremony", "The credential was made for registration and used for sign-in, or the other way round.");

    public static readonly Fault ChallengeWrong = New("passkey_challenge_invalid", "Wrong passkey challenge", "The credential answers another challenge than the one of this attempt. Start again.");

    public static readonly Fault OriginWrong = New("passkey_origin_invalid", "Wrong origin of the passkey", "The credential was made on another page than the one that asked for it.");

    public static readonly Fault CrossOrigin = New("passkey_cross_origin", "Passkey used in a foreign frame", "The page was inside a page of another origin when the passkey was used.");

    public static readonly Fault RpIdWrong = New("passkey_rp_id_invalid", "Passkey of another domain", "The credential is bound to another domain than this application's.");

    public static readonly Fault UserNotPresent = New("passkey_user_not_present", "Nobody was present", "The authenticator says that nobody touched it.");

    public static readonly Fault UserNotVerified = New("passkey_user_not_verified", "Nobody was verified", "The authenticator did not check who used it. Set up a PIN, a fingerprint or face recognition.");

    public static readonly Fault BackupStateWrong = New("passkey_backup_state_invalid", "Contradictory passkey", "What the authenticator says of the passkey's backup cannot be, or differs from what it said before.");

    public static readonly Fault AlgorithmNotOffered = New("passkey_algorithm_not_supported", "Unknown passkey algorithm", "The passkey's key is of an algorithm that was not offered.");

    public static readonly Fault AttestationWrong = New("passkey_attestation_invalid", "Wrong attestation", "The statement that came with the passkey does not hold.");

    public static readonly Fault SignatureWrong = New("passkey_signature_invalid", "Wrong passkey signature", "The passkey's signature is not right.");

    public static readonly Fault SignCountWrong = New("passkey_sign_count_invalid", "Passkey may have been copied", "The authenticator's count went back, as it does when there are two of them. Remove the passkey and register it anew.");

    public static readonly Fault Unknown = New("passkey_not_registered", "Passkey not known", "This passkey is not registered with the account.");

    public static readonly Fault Exists = New("passkey_already_exists", "Passkey registered already", "This passkey is registered already.");

    public static readonly Fault NotAvailable = new(403, "passkeys_not_available", "Passkeys are not available", "This application does not use passkeys.");

    public static readonly Fault TooMany = new(403, "passkey_limit_reached", "Too many passkeys", "An account holds at most a hundred passkeys. Remove one first.");

    private static Fault New(string code, string message, string longMessage) => new(422, code, message, longMessage);
}
