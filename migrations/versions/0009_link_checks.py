"""What came of looking at the links behind doors."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('link_check',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('way', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('secret', sa.Integer(), nullable=False),
    sa.Column('alive', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('said', sa.String(length=100), nullable=False),
    sa.Column('checked_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('since', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('told', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'session', 'part'], ['part.event_id', 'part.session', 'part.number'], name=op.f('fk_link_check_event_id_session_part_part'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_link_check_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'session', 'part', 'way', name=op.f('pk_link_check'))
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table('link_check')
