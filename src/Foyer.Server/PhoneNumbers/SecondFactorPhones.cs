using Foyer.Server.Users;

namespace Foyer.Server.PhoneNumbers;

/// <summary>Which of a person's numbers are second factors, and which of them is used first: one, as long as there are any.</summary>
internal sealed class SecondFactorPhones(SecondFactorStore secondFactors)
{
    /// <param name="tx">The transaction, the user's row held.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="id">Which number.</param>
    /// <param name="reserved">Whether it is a second factor; null leaves it.</param>
    /// <param name="isDefault">Whether it is the one used first; null leaves it.</param>
    public async Task Set(Tx tx, string userId, string id, bool? reserved, bool? isDefault)
    {
        if (reserved is { } flag)
        {
            await tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = @flag, default_second_factor = CASE WHEN @flag THEN default_second_factor ELSE FALSE END WHERE id = @id AND user_id = @userId", new { id, userId, flag });
        }

        if (isDefault == true)
        {
            await tx.Run("UPDATE phone_numbers SET default_second_factor = (id = @id) WHERE user_id = @userId AND EXISTS (SELECT 1 FROM phone_numbers p WHERE p.id = @id AND p.reserved_for_second_factor)", new { id, userId });
        }
        else if (isDefault == false)
        {
            await tx.Run("UPDATE phone_numbers SET default_second_factor = FALSE WHERE id = @id AND user_id = @userId", new { id, userId });
        }

        await Settle(tx, userId);
    }

    /// <summary>Gives the oldest second factor the first place when none has it, and takes the place from what is not proven any more.</summary>
    public async Task Settle(Tx tx, string userId)
    {
        await tx.Run("""
        UPDATE phone_numbers SET default_second_factor = FALSE WHERE user_id = @userId AND default_second_factor AND verification_status IS NULL;
        UPDATE phone_numbers SET default_second_factor = TRUE
        WHERE id = (SELECT id FROM phone_numbers WHERE user_id = @userId AND reserved_for_second_factor AND verification_status = 'verified' ORDER BY position, id LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM phone_numbers p WHERE p.user_id = @userId AND p.default_second_factor)
        """, new { userId });
        await secondFactors.Changed(tx, userId);
    }
}
