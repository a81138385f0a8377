"""The id of a mail that is deleted is not given out again: notices know their mails by it."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. PostgreSQL never gives an id out again."""
    with op.batch_alter_table('mail', recreate='auto', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('attempts', existing_type=sa.Integer(), existing_nullable=False, existing_server_default='0')


def downgrade() -> None:
    """Go down: there is no harm in ids that stay."""
