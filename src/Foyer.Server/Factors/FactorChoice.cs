using Foyer.Contracts;

namespace Foyer.Server.Factors;

/// <summary>Which of the factors offered a request means.</summary>
internal static class FactorChoice
{
    /// <summary>The factor of that strategy and, where the request names one, of that address, number, wallet or device; null when it is not offered.</summary>
    public static SignInFactor? Of(IReadOnlyList<SignInFactor>? offered, string strategy, Params body) => offered?.FirstOrDefault(factor =>
        factor.Strategy == strategy && Means(body, "email_address_id", factor.EmailAddressId) && Means(body, "phone_number_id", factor.PhoneNumberId) && Means(body, "web3_wallet_id", factor.Web3WalletId) && Means(body, "trusted_device_id", factor.TrustedDeviceId));

    private static bool Means(Params body, string name, string? id) => id is null || body.Text(name) is not { } named || named == id;
}
