using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Users;

namespace Foyer.Server.Passwords;

/// <summary>Tells people that their password changed or went: whoever did it, they hear of it at their primary address.</summary>
internal sealed class PasswordNotices(UserStore users, Mailer mailer)
{
    public Task Changed(Tx tx, Instance instance, string userId) => Send(tx, instance, userId, to => new PasswordChangedMessage(to));

    public Task Removed(Tx tx, Instance instance, string userId) => Send(tx, instance, userId, to => new PasswordRemovedMessage(to));

    private async Task Send(Tx tx, Instance instance, string userId, Func<Recipient, OutgoingMessage> message)
    {
        if (await users.FindForUpdate(tx, instance.Id, userId) is { EmailAddress: { } emailAddress } user)
        {
            await mailer.Send(tx, instance, message(Recipient.Email(emailAddress, user.Locale, user.Id, user.PrimaryEmailAddressId)));
        }
    }
}
