using Foyer.Components;
using Foyer.Server.Messages.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Messages;

/// <summary>E-mail and text messages: written in the transaction they belong to, rendered by the outbox, delivered from a table of their own.</summary>
internal static class MessagesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddFoyerUi();
        services.AddSingleton<Mailer>();
        services.AddSingleton<MessageComposer>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<IOutboxReader>(provider => provider.GetRequiredService<MessageStore>());
        services.AddSingleton<MessageHandler>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<MessageHandler>());

        services.AddSingleton<HttpCarrier>();
        services.AddSingleton<IMessageCarrier, SmtpCarrier>();
        services.AddSingleton<IMessageCarrier, ResendCarrier>();
        services.AddSingleton<IMessageCarrier, PostmarkCarrier>();
        services.AddSingleton<IMessageCarrier, TwilioCarrier>();
        foreach (string channel in new[] { Recipient.EmailChannel, Recipient.SmsChannel })
        {
            services.AddSingleton<IMessageCarrier>(provider => new WebhookCarrier(provider.GetRequiredService<HttpCarrier>(), provider.GetRequiredService<TimeProvider>(), channel));
        }

        services.AddSingleton<MessageDelivery>();
    }
}
