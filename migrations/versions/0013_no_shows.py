"""Who did not come, with what is true of a placement now."""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('live', schema=None) as batch_op:
        batch_op.add_column(sa.Column('no_shows', sa.JSON(none_as_null=True), server_default='[]', nullable=False))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('live', schema=None) as batch_op:
        batch_op.drop_column('no_shows')
