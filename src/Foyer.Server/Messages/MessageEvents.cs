using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages;

/// <summary>The data of <c>email.created</c> and <c>sms.created</c>, for operators who deliver themselves or count what leaves.</summary>
internal static class MessageEvents
{
    public static JsonObject Body(Instance instance, MessageDraft draft, Message message, MessageRoute route, DateTimeOffset createdAt)
    {
        JsonObject body = message.Channel == Recipient.EmailChannel
            ? new JsonObject
            {
                ["object"] = "email",
                ["id"] = message.Id,
                ["slug"] = message.Slug,
                ["from_email_name"] = route.FromEmailName(message),
                ["reply_to_email_name"] = route.ReplyToEmailName(message),
                ["to_email_address"] = message.To,
                ["email_address_id"] = draft.IdentificationId,
                ["user_id"] = draft.UserId,
                ["subject"] = message.Subject,
                ["body"] = message.Html,
                ["body_plain"] = message.Text,
            }
            : new JsonObject
            {
                ["object"] = "sms_message",
                ["id"] = message.Id,
                ["slug"] = message.Slug,
                ["from_phone_number"] = instance.Settings.Messages.Sms.From,
                ["to_phone_number"] = message.To,
                ["phone_number_id"] = draft.IdentificationId,
                ["user_id"] = draft.UserId,
                ["message"] = message.Text,
                // The contract's schema and its example name it differently; a reader of either finds it.
                ["created_at"] = createdAt.ToUnixTimeMilliseconds(),
                ["created_at_ms"] = createdAt.ToUnixTimeMilliseconds(),
            };
        body["status"] = "queued";
        body["data"] = Data(instance, draft);
        body["delivered_by_clerk"] = route.IsOurs;
        return body;
    }

    private static JsonObject Data(Instance instance, MessageDraft draft)
    {
        AppFacts app = AppFacts.Of(instance);
        DisplayTheme theme = instance.Settings.DisplayConfig.Theme;
        JsonObject data = new()
        {
            ["app"] = new JsonObject
            {
                ["name"] = app.Brand.ApplicationName,
                ["url"] = app.Brand.HomeUrl,
                ["domain_name"] = app.Domain,
                ["logo_image_url"] = app.Brand.LogoUrl,
                ["logo_url"] = null,
            },
            ["theme"] = new JsonObject
            {
                ["primary_color"] = theme.General.Color,
                ["button_text_color"] = theme.Buttons.FontColor,
                ["show_clerk_branding"] = false,
            },
        };
        foreach ((string name, string value) in draft.Values)
        {
            data[name] = value;
        }

        return data;
    }
}
