using Foyer.Server.Instances;
using Foyer.Server.Messages;

namespace Foyer.Server.Users;

/// <summary>
/// Tells people what became of their account: whoever did it, they hear of it at their primary e-mail address. Written in
/// the transaction of what it tells of; who has no e-mail address hears nothing.
/// </summary>
internal sealed class AccountNotices(UserStore users, Mailer mailer)
{
    public Task PasswordChanged(Tx tx, Instance instance, string userId) => Tell(tx, instance, userId, to => new PasswordChangedMessage(to));

    public Task PasswordRemoved(Tx tx, Instance instance, string userId) => Tell(tx, instance, userId, to => new PasswordRemovedMessage(to));

    public Task PasskeyAdded(Tx tx, Instance instance, string userId, string? name) => Tell(tx, instance, userId, to => new PasskeyAddedMessage(to, name));

    public Task PasskeyRemoved(Tx tx, Instance instance, string userId, string? name) => Tell(tx, instance, userId, to => new PasskeyRemovedMessage(to, name));

    public Task TrustedDeviceAdded(Tx tx, Instance instance, string userId, string? device) => Tell(tx, instance, userId, to => new TrustedDeviceAddedMessage(to, device));

    /// <summary>Somebody signed in on a client this person never used.</summary>
    public Task SignedInOnNewDevice(Tx tx, Instance instance, UserRow user, string? device, string? ipAddress, string? location) =>
        Tell(tx, instance, user, to => new NewDeviceSignInMessage(to, device, ipAddress, location));

    /// <summary>Wrong guesses have locked the account.</summary>
    public Task Locked(Tx tx, Instance instance, string userId, DateTimeOffset until) => Tell(tx, instance, userId, to => new AccountLockedMessage(to, until));

    /// <summary>An address or number belongs to the account now. The first address is told nothing of itself.</summary>
    public Task IdentifierAdded(Tx tx, Instance instance, string userId, string identifier) =>
        Tell(tx, instance, userId, to => to.Address == identifier ? null : new IdentificationAddedMessage(to, identifier));

    /// <summary>An address or number is gone from the account; an address hears it itself, for it may be its owner's last word of the account.</summary>
    /// <param name="tx">The transaction, in which it is gone already.</param>
    /// <param name="instance">Whose words and provider.</param>
    /// <param name="user">The account, as it was before.</param>
    /// <param name="identifier">What is gone.</param>
    /// <param name="isEmail">Whether it can be written to.</param>
    public async Task IdentifierRemoved(Tx tx, Instance instance, UserRow user, string identifier, bool isEmail)
    {
        if (isEmail)
        {
            await mailer.Send(tx, instance, new IdentificationRemovedMessage(Recipient.Email(identifier, user.Locale, user.Id), identifier));
        }

        await Tell(tx, instance, user.Id, to => new IdentificationRemovedMessage(to, identifier));
    }

    private async Task Tell(Tx tx, Instance instance, string userId, Func<Recipient, OutgoingMessage?> message) => await Tell(tx, instance, await users.FindForUpdate(tx, instance.Id, userId), message);

    private async Task Tell(Tx tx, Instance instance, UserRow? user, Func<Recipient, OutgoingMessage?> message)
    {
        if (user is { EmailAddress: { } emailAddress } &&
            message(Recipient.Email(emailAddress, user.Locale, user.Id, user.PrimaryEmailAddressId)) is { } told)
        {
            await mailer.Send(tx, instance, told);
        }
    }
}
